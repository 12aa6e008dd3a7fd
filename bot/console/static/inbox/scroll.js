// A scroll position that never jumps: pinned to the bottom there, fixed to what is being read everywhere else.

const GLIDE = 400; // milliseconds that a smooth way to the end may take
const NEAR = 56; // pixels from the end that still count as “at the end”

export class Pin {
  /** @param {HTMLElement} scroller @param {HTMLElement} content @param {() => void} moved */
  constructor(scroller, content, moved) {
    Object.assign(this, { scroller, content, moved });
    this.atEnd = true;
    this.lastTop = 0;
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.watch = new ResizeObserver(() => this.hold());
    this.watch.observe(content); // late pictures
    this.watch.observe(scroller); // keyboards, banners, turned phones
  }

  /** Bring back what was in view. */
  hold() {
    if (this.gliding) return;
    if (this.atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
    else if (this.anchor?.isConnected) this.scroller.scrollTop += this.anchor.getBoundingClientRect().top - this.top;
    this.#remember();
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR) this.atEnd = true;
    else if (this.gliding) this.atEnd = true;
    else if (scrollTop < this.lastTop - 1) this.atEnd = false; // a late picture also opens a gap, but does not scroll up
    this.lastTop = scrollTop;
    this.#remember();
    this.moved();
  }

  /** The first thing in view, and where it is. */
  #remember() {
    this.lastTop = this.scroller.scrollTop;
    if (this.atEnd) return;
    const edge = this.scroller.getBoundingClientRect().top;
    this.anchor = [...this.content.children].find((each) => each.getBoundingClientRect().bottom > edge + 8 && !each.classList.contains("day"));
    this.top = this.anchor?.getBoundingClientRect().top;
  }

  toEnd(smooth = false) {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const far = scrollHeight - scrollTop > 3 * clientHeight;
    const glides = smooth && !far && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.atEnd = true;
    this.gliding = glides;
    this.scroller.scrollTo({ top: scrollHeight, behavior: glides ? "smooth" : "instant" });
    if (glides) setTimeout(() => ((this.gliding = false), this.hold()), GLIDE);
    else this.#scrolled();
  }

  /** Show one row, a little below the upper edge. @param {HTMLElement} row */
  show(row, { centre = false } = {}) {
    this.atEnd = false;
    if (centre) row.scrollIntoView({ block: "center" });
    else this.scroller.scrollTop += row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - 56;
    this.#scrolled();
  }
}
