// The way to the sandbox: acts and questions by HTTP, everything that changes by one WebSocket.

const WAITS = [250, 500, 1000, 2000, 4000];

export async function ask(path, query = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) url.searchParams.set(name, value);
  }
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** Does something as this person; always an answer with `ok`, and `words` where it did not go. */
export async function act(as, name, details = {}) {
  try {
    const answer = await fetch("/page/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as, act: name, ...details }),
    });
    if (answer.ok) return await answer.json();
    return { ok: false, words: `This can’t be done: ${(await answer.text()).slice(0, 200)}` };
  } catch {
    return { ok: false, words: "The sandbox does not answer. Is it still running?" };
  }
}

let pressed = false;
const held = [];

/** Goes now, or once nothing is pressed any more: what is drawn anew under a press takes its click with it. */
function unpressed(go) {
  if (pressed) held.push(go);
  else go();
}

function release() {
  setTimeout(() => {
    pressed = false;
    for (const go of held.splice(0)) go();
  });
}

addEventListener("pointerdown", () => (pressed = true), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, true);
addEventListener("blur", release);

/** Keeps a feed open until closed, coming back by itself. `told` gets frames, `state` true or false. */
export function feed(as, told, state) {
  let socket = null;
  let tries = 0;
  let ended = false;
  let timer = 0;
  function open() {
    socket = new WebSocket(`${location.origin.replace("http", "ws")}/page/feed?as=${encodeURIComponent(as)}`);
    socket.onopen = () => {
      tries = 0;
    };
    socket.onmessage = (event) => {
      const frame = JSON.parse(event.data);
      unpressed(() => {
        if (frame.type === "welcome") state(true);
        told(frame);
      });
    };
    socket.onclose = () => {
      if (ended) return;
      state(false);
      timer = setTimeout(open, WAITS[Math.min(tries, WAITS.length - 1)]);
      tries += 1;
    };
  }
  open();
  return () => {
    ended = true;
    clearTimeout(timer);
    socket?.close();
  };
}
