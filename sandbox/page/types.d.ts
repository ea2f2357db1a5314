// What the page is sent, for the type checker alone: README.md says what each part means.
declare namespace Wire {
  interface Person {
    id: string;
    handle: string;
    name: string;
    title: string;
    zone: string;
    deleted: boolean;
    is_bot: boolean;
    is_guest: boolean;
    is_outsider: boolean;
    is_admin: boolean;
  }
  interface Group {
    id: string;
    handle: string;
    name: string;
  }
  interface Conversation {
    id: string;
    name: string;
    kind: "public" | "private" | "im";
    member: boolean;
    members: number; // how many
    archived: boolean;
    unread: number;
    latest: string | null;
    can_post: boolean;
    why_not: string;
  }
  type Block = { type: string; block_id?: string; [key: string]: unknown };
  interface View {
    id: string;
    type: "modal" | "home";
    hash: string;
    callback_id: string;
    title: string;
    submit: string | null;
    close: string | null;
    blocks: Block[];
    values: Record<string, Record<string, unknown>>;
    previous_view_id: string | null;
    clear_on_close: boolean;
    submit_disabled: boolean;
  }
  interface Clock {
    calendar: number;
    machine: number;
    ahead: number;
    at?: number; // when it came, by the browser's stopwatch
  }
  interface Bot {
    state: "starting" | "running" | "stopped" | "absent";
    starts: number;
    words: string;
  }
  interface Trouble {
    down: null | "503" | "reset";
    slow: number;
    limited: boolean;
    losing: boolean;
    rates: boolean;
  }
  interface Command {
    command: string;
    description: string;
    usage_hint: string;
  }
  interface Shortcut {
    callback_id: string;
    name: string;
    type: "global" | "message";
    description: string;
  }
  interface App {
    id: string;
    name: string;
    description: string;
    commands: Command[];
    shortcuts: Shortcut[];
  }
  interface Tour {
    raised: boolean;
    claimed: boolean;
    reminded: boolean;
    waited: boolean;
    decided: boolean;
    communicated: boolean;
    letter: boolean;
    digest: boolean;
    offered_to: string | null;
    card: { channel: string; ts: string } | null;
  }
  interface Entry {
    n: number;
    at: number;
    calendar: number;
    sort: "request" | "call" | "bot" | "clock" | "trouble";
    who: string;
    what: string;
    ms: number | null;
    ok: boolean;
    outcome: string;
    attempt: number;
    reference: string | null;
  }
  /** What a tab knows. */
  interface State {
    connected: boolean;
    workspace: string;
    me: string;
    people: Map<string, Person>;
    groups: Map<string, Group>;
    conversations: Map<string, Conversation>;
    app: App;
    clock: Clock;
    bot: Bot;
    trouble: Partial<Trouble>;
    counters: Record<string, number>;
    views: View[];
    home: View | null;
    tour: Partial<Tour>;
    blocks: Record<string, string[]>;
    activity: Entry[];
    place: string;
    thread: string | null;
  }
}
