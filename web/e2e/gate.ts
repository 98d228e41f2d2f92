/** What is held back in a test, until it is let go. */

export interface Gate {
  /** Wait until it is open. */
  readonly passed: Promise<void>;
  readonly open: () => void;
}

export function gate(): Gate {
  let open = () => {};
  const passed = new Promise<void>((go) => {
    open = go;
  });
  return { passed, open };
}
