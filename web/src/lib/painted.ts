/** In a window that nobody looks at nothing is painted: then it is done after so long. */
const UNSEEN_MS = 200;

/** Done when all that has been drawn by now is on the screen. What can wait for that does not hold it up. */
export function painted(): Promise<void> {
  return new Promise((done) => {
    const unseen = window.setTimeout(done, UNSEEN_MS);
    requestAnimationFrame(() => {
      window.clearTimeout(unseen);
      // Behind what is drawn for this frame.
      window.setTimeout(done);
    });
  });
}
