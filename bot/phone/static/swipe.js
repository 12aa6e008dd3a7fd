// Dragging a bubble towards the end of the line quotes it, as does a double click beside its words; a long press or
// the right button opens its menu.

const FAR = 56; // pixels
const STEEP = 12; // a drag that goes down first is scrolling

/** @param {HTMLElement} scroller @param {(sid: string) => void} reply */
export function swipeToReply(scroller, reply) {
  let drag = null;
  const rowOf = (event) => event.target.closest?.(".row[data-sid]");
  scroller.addEventListener("dblclick", (event) => {
    const row = rowOf(event);
    if (row && !event.target.closest("button, a, input, video, .bubble-text")) reply(row.dataset.sid);
  });
  scroller.addEventListener("contextmenu", (event) => {
    const row = rowOf(event);
    if (!row || event.target.closest("a, video, .menu") || !getSelection().isCollapsed) return;
    event.preventDefault();
    row.querySelector(".bubble-more")?.click();
  });
  scroller.addEventListener("touchstart", (event) => {
    const row = rowOf(event);
    const [touch] = event.touches;
    drag = row && event.touches.length === 1 ? { row, x: touch.clientX, y: touch.clientY, by: 0 } : null;
  }, { passive: true });
  scroller.addEventListener("touchmove", (event) => drag && move(event.touches[0]), { passive: true });
  scroller.addEventListener("touchend", () => end());
  scroller.addEventListener("touchcancel", () => end());

  function move(touch) {
    const sign = document.documentElement.dir === "rtl" ? -1 : 1;
    drag.by = Math.max(0, (touch.clientX - drag.x) * sign);
    if (Math.abs(touch.clientY - drag.y) > STEEP && drag.by < STEEP) return end();
    drag.row.style.transform = `translateX(${Math.min(drag.by, FAR + 16) * sign}px)`;
    drag.row.classList.toggle("row-swiped", drag.by >= FAR);
  }

  function end() {
    if (!drag) return;
    const { row, by } = drag;
    drag = null;
    row.style.transform = "";
    row.classList.remove("row-swiped");
    if (by >= FAR) reply(row.dataset.sid);
  }
}
