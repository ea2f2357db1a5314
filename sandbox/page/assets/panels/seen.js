// Tells a part of the panel when it comes into view, so that nothing is drawn or asked for unseen.

export const isSeen = (element) => element.isConnected && element.offsetParent !== null;

/** Calls `appears` each time the element goes from hidden to shown. */
export function onAppearing(element, appears) {
  let was = false;
  new ResizeObserver(() => {
    const is = isSeen(element);
    if (is && !was) appears();
    was = is;
  }).observe(element);
}
