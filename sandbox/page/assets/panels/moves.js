// Moves the workspace's clock, and asks what is due next: for the clock's popup and for the tour.
import { announce } from "../dom.js";
import { asking, doing, now } from "../store.js";
import { moment, shortZone, wholeMoment } from "./moments.js";

/** `{ok, words}`: where the clock is now, or why it did not move. */
async function moved(details, target) {
  const answer = await doing("clock", details);
  if (!answer.ok) return { ok: false, words: answer.words ?? "The clock did not move." };
  const words = `It is now ${wholeMoment(target)} ${shortZone(target)}.`;
  announce(words);
  return { ok: true, words };
}

export const moveBy = (seconds) => moved({ seconds }, now() + seconds);

export async function moveTo(until) {
  if (!(until > now())) return { ok: false, words: "Time only moves forward." };
  return moved({ until }, until);
}

/** To what is due; that it is due already is no fault. */
export async function moveToDue(due) {
  return due.at > now() ? moveTo(due.at) : { ok: true, words: "It is due now: the bot is at it." };
}

/** Has people raise and settle eight cases on five days, so that board and digest show something. */
export async function playWeek() {
  announce("A week of cases is played. It takes about half a minute.");
  const answer = await doing("seed", {});
  if (!answer.ok) return { ok: false, words: answer.words ?? "The week wasn’t played." };
  const words = "A week of cases is there: look at the board, at Home and at the digest.";
  announce(words);
  return { ok: true, words };
}

/** What is due next, of this case or at all: `{at, words}`, or `{at: null, words}` with the reason. */
export async function nextDue(reference = null) {
  try {
    const due = await (reference ? dueOf(reference) : asking("/page/due"));
    if (due.at === null || due.at === undefined) {
      return { at: null, what: "", words: due.words || "Nothing is due." };
    }
    const { at, what } = due;
    return { at, what, words: `${dueWords(due)}, ${moment(at)}` };
  } catch {
    return { at: null, what: "", words: "The bot can’t be asked just now." };
  }
}

async function dueOf(reference) {
  const { next_due: due, words } = await asking("/page/case", { reference });
  return due ?? { at: null, words };
}

/** "ESC-1: half of the time for resolution" */
const dueWords = (due) => (due.reference ? `${due.reference}: ${due.what}` : `The ${due.what}`);
