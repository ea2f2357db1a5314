// The tour's steps: what each says, where it takes one, and how one sees that it is done.
import { asking, become, direct, go, on, personName, state } from "../store.js";
import { nextWorkingMorning } from "./moments.js";
import { moveTo, moveToDue, nextDue } from "./moves.js";

const CSM = "U0OTTER";
const MANAGER = "U0OWL";
const FIRST_SPECIALIST = "U0HERON";
const CUSTOMER_SUCCESS = "C0CSM";
const QUEUE = "C0EXEC";
const LAWYER = "U0FINCH";
const LEGAL = "C0LEGAL";
const MOST_MOVES = 6;
const WHILE = 4000; // how long the bot may take over what fell due

const name = (id) => personName(id).replace(/\s*\([^)]*\)\s*$/, "");
const channel = (id) => `#${state.conversations.get(id)?.name ?? id}`;
const queue = () => state.tour.card?.channel ?? QUEUE;
const offeredTo = () => state.tour.offered_to ?? FIRST_SPECIALIST;

let claim = null; // the entry of the last one that was made
function sawClaim(entries) {
  claim = entries.findLast((entry) => entry.ok && entry.what === "pressed Claim") ?? claim;
}
const owner = () => claim?.who ?? offeredTo();

/** Becomes the person in this tab, and waits until the tab knows what they see. */
async function be(person) {
  if (state.me === person) return;
  /** @type {Promise<void>} */
  const welcomed = new Promise((resolve) => {
    const stop = on("welcome", () => {
      stop();
      resolve();
    });
    setTimeout(resolve, 5000);
  });
  become(person);
  await welcomed;
}

async function visit(person, place) {
  await be(person);
  go(place === "direct" ? (direct()?.id ?? "home") : place);
}

const isAt = (person, place) => state.me === person && state.place === (place === "direct" ? direct()?.id : place);

const rest = (ms) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** What is due next for the case that was claimed, or at all. */
const due = () => nextDue(claim?.reference ?? null);

/** Waits until something else is due: the bot has done what there was to do. */
async function passed(former) {
  const until = performance.now() + WHILE;
  while (performance.now() < until) {
    await rest(300);
    if (state.tour.reminded || (await due()).at !== former.at) return;
  }
}

/** From due time to due time until somebody was reminded. */
async function moveToReminder() {
  let answer = { ok: true, words: "" };
  for (let moves = 0; moves < MOST_MOVES && answer.ok; moves += 1) {
    const next = await due();
    if (next.at === null) return { ok: false, words: next.words };
    answer = await moveToDue(next);
    await passed(next);
    if (state.tour.reminded) return answer;
  }
  return answer;
}

let isRead = false; // the letter, by who is cleared for it: it stays so wherever one goes then
function wasRead() {
  isRead ||= Boolean(state.tour.letter) && isAt(LAWYER, LEGAL);
  return isRead;
}

export const STEPS = [
  {
    title: "Raise",
    words: () =>
      `You are ${name(CSM)}, a Customer Success Manager, and a customer’s chief executive is ` +
      `angry. In ${channel(CUSTOMER_SUCCESS)}, type /escalate, press Enter and fill in the form.`,
    isDone: () => Boolean(state.tour.raised),
    isThere: () => isAt(CSM, CUSTOMER_SUCCESS),
    take: () => visit(CSM, CUSTOMER_SUCCESS),
  },
  {
    title: "Claim",
    words: () =>
      `A card stands in ${channel(queue())}, and ${name(offeredTo())} is asked to take it. ` +
      `As ${name(offeredTo())}, press Claim on the card.`,
    isDone: () => Boolean(state.tour.claimed),
    isThere: () => isAt(offeredTo(), queue()),
    take: () => visit(offeredTo(), queue()),
  },
  {
    title: "Be reminded",
    words: () =>
      "Whoever has a case is reminded before time runs out. This moves the clock to the next " +
      `reminder and opens the direct messages of ${name(owner())}.`,
    isDone: () => Boolean(state.tour.reminded),
    isThere: () => false,
    go: "Move the clock",
    async take() {
      await visit(owner(), "direct");
      return moveToReminder();
    },
  },
  {
    title: "Have it wait",
    words: () =>
      "Press Wait on the card: on whom, for what, until when. The clocks stand still until that " +
      "date, until Resume is pressed, or until the requester writes in the thread.",
    isDone: () => Boolean(state.tour.waited || state.tour.decided),
    isThere: () => isAt(owner(), queue()),
    take: () => visit(owner(), queue()),
  },
  {
    title: "Decide",
    words: () =>
      state.tour.decided
        ? `Decided, and ${name(CSM)} has been told. Once the customer knows too, ` +
          "press Mark communicated on the card."
        : "Press Decide on the card and fill in the form. After that, press Mark communicated.",
    isDone: () => Boolean(state.tour.communicated),
    isThere: () => isAt(owner(), queue()),
    take: () => visit(owner(), queue()),
  },
  {
    title: "Keep a letter close",
    words: () =>
      state.tour.letter
        ? `Its card stands in ${channel(LEGAL)} alone, and what ${name(CSM)} is told has no word of it. ` +
          `${name(LAWYER)} is cleared for it: see what ${name(LAWYER)} sees.`
        : `A lawyer has written. As ${name(CSM)}, type /escalate again, choose Legal as the kind, and ` +
          "fill in what is asked of one.",
    isDone: () => wasRead() || Boolean(state.tour.letter && state.tour.digest),
    isThere: () => !state.tour.letter && isAt(CSM, CUSTOMER_SUCCESS),
    take: () => (state.tour.letter ? visit(LAWYER, LEGAL) : visit(CSM, CUSTOMER_SUCCESS)),
  },
  {
    title: "Read the digest",
    words: () =>
      `At 09:00 on working days ${name(MANAGER)}, the manager, gets a digest of the queue. ` +
      `This moves the clock to the next one and opens the direct messages of ${name(MANAGER)}.`,
    isDone: () => Boolean(state.tour.digest) && isAt(MANAGER, "direct"),
    isThere: () => false,
    go: "Move the clock",
    async take() {
      await visit(MANAGER, "direct");
      return moveTo(nextWorkingMorning());
    },
  },
];

/** Who claimed, as far as it was before this tab was opened. */
export async function catchUp() {
  claim = null;
  const { entries } = await asking("/page/activity", { limit: 500 }).catch(() => ({ entries: [] }));
  sawClaim(entries);
}

/** Calls `changed` when somebody else has claimed. */
export function watchClaims(changed) {
  on("activity", (frame) => {
    const was = claim;
    sawClaim(frame.entries);
    if (was !== claim) changed();
  });
}
