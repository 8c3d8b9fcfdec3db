export const isRoot = process.getuid?.() === 0;
/** Whom the modes of files mean something to, unlike to root. */
export const SOMEBODY = 65_534;

/** Until it is disposed of, files are used as somebody who is not root. */
export function becomeSomebody(): Disposable {
  if (isRoot) process.seteuid?.(SOMEBODY);
  return {
    [Symbol.dispose]: () => {
      if (isRoot) process.seteuid?.(0);
    },
  };
}
