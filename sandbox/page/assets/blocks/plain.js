// Text that is nothing but text: emoji names as characters, signs that would turn a line round made visible.
import { h } from "../dom.js";

// prettier-ignore
const EMOJI = {
  warning: "⚠️", white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌",
  heavy_multiplication_x: "✖️", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", bell: "🔔", no_bell: "🔕", rotating_light: "🚨",
  alarm_clock: "⏰", stopwatch: "⏱️", timer_clock: "⏲️", clock1: "🕐", eyes: "👀", wave: "👋",
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", ok_hand: "👌", raised_hands: "🙌", pray: "🙏",
  clap: "👏", muscle: "💪", point_right: "👉", tada: "🎉", fire: "🔥", rocket: "🚀", zap: "⚡", star: "⭐",
  sparkles: "✨", heart: "❤️", bulb: "💡", memo: "📝", pencil: "📝", pushpin: "📌", paperclip: "📎",
  link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍", calendar: "📆", date: "📅", email: "📧",
  envelope: "✉️", inbox_tray: "📥", outbox_tray: "📤", package: "📦", clipboard: "📋", bar_chart: "📊",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", scales: "⚖️", shield: "🛡️",
  robot_face: "🤖", gear: "⚙️", wrench: "🔧", hammer: "🔨", construction: "🚧", question: "❓",
  grey_question: "❔", exclamation: "❗", grey_exclamation: "❕", information_source: "ℹ️",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrows_counterclockwise: "🔄", repeat: "🔁", leftwards_arrow_with_hook: "↩️", red_circle: "🔴",
  large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  large_orange_circle: "🟠", white_circle: "⚪", black_circle: "⚫", smile: "😄",
  slightly_smiling_face: "🙂", thinking_face: "🤔", confused: "😕", disappointed: "😞", cry: "😢",
  sob: "😭", joy: "😂", sweat_smile: "😅", speech_balloon: "💬", loudspeaker: "📢", mega: "📣",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥",
};

// Overrides and embeddings never close by themselves: one of them can make a name or a link read as another.
const TURNING = /[\u202a-\u202e]/g;
const inert = (text) => text.replace(TURNING, (sign) => `‹U+${sign.codePointAt(0).toString(16).toUpperCase()}›`);

/** The character of a shortcode such as "warning", or null. */
export const emojiOf = (name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : null);

export const emoji = (name, character) =>
  h("span.b-emoji", { role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, character);

/** Text nodes and emoji. */
export function plainNodes(text, { withEmoji = true } = {}) {
  const whole = inert(String(text ?? ""));
  if (!withEmoji || !whole.includes(":")) return whole ? [document.createTextNode(whole)] : [];
  return whole
    .split(/(:[a-z0-9_+-]+:)/g)
    .filter(Boolean)
    .map((part) => {
      const name = part.length > 2 && part.startsWith(":") && part.endsWith(":") ? part.slice(1, -1) : "";
      const character = emojiOf(name);
      return character ? emoji(name, character) : document.createTextNode(part);
    });
}

export const plainText = (text) => inert(String(text ?? ""));
