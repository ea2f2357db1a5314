// The thin bar that says the sandbox is out of reach, and what follows a sandbox that was started anew.
import { fill } from "../dom.js";
import { on, state } from "../store.js";
import { toast } from "./toasts.js";

const PATIENCE = 1000;

export function mountNotices(root) {
  let timer = 0;
  let workspace = "";
  on("connected", () => {
    clearTimeout(timer);
    if (state.connected) {
      root.hidden = true;
      return;
    }
    timer = setTimeout(() => {
      fill(root, "Reconnecting to the sandbox…");
      root.hidden = false;
    }, PATIENCE);
  });
  on("welcome", () => {
    if (workspace && workspace !== state.workspace) toast("The sandbox was started anew");
    workspace = state.workspace;
  });
}
