// Keeps a list of messages where its reader is: at the bottom, at the New line, or where they scrolled to.
const NEAR = 40;
const EARLY = 600;

export class Scrolling {
  /** `older`: called near the top; `moved`: after scrolling; `inner` is what grows inside `scroller`. */
  constructor(scroller, inner, { older, moved }) {
    this.scroller = scroller;
    this.inner = inner;
    this.older = older;
    this.moved = moved;
    this.stuck = true;
    this.lastTop = 0;
    scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
    const grown = new ResizeObserver(() => {
      if (this.stuck) this.toBottom();
    });
    grown.observe(inner);
    grown.observe(scroller);
  }

  get atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toBottom() {
    this.stuck = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.lastTop = this.scroller.scrollTop;
  }

  onScroll() {
    const top = this.scroller.scrollTop;
    // Only going up unsticks: content that grows leaves the bottom without anybody having scrolled.
    if (this.atBottom) this.stuck = true;
    else if (top < this.lastTop - 1) this.stuck = false;
    this.lastTop = top;
    if (top < EARLY && !this.stuck) this.older();
    this.moved();
  }

  /** Shows this element a quarter down, if it is not in sight with everything below it. */
  showFrom(element) {
    const all = this.scroller.getBoundingClientRect();
    const from = element.getBoundingClientRect();
    const below = this.inner.getBoundingClientRect().bottom - from.top;
    if (below <= all.height) return this.toBottom();
    this.stuck = false;
    this.scroller.scrollTop += from.top - all.top - all.height / 4;
    this.lastTop = this.scroller.scrollTop;
    return undefined;
  }

  /** Changes what is above without what is read moving. */
  keep(change) {
    const top = this.scroller.getBoundingClientRect().top;
    const anchor = [...this.inner.children].find((e) => e.getBoundingClientRect().bottom > top);
    const was = anchor?.getBoundingClientRect().top ?? 0;
    this.scroller.style.overflowAnchor = "none"; // else the browser corrects it a second time
    change();
    if (anchor?.isConnected) this.scroller.scrollTop += anchor.getBoundingClientRect().top - was;
    this.lastTop = this.scroller.scrollTop;
    requestAnimationFrame(() => {
      this.scroller.style.overflowAnchor = "";
    });
  }
}
