export const isRoot = process.getuid?.() === 0;
/** A user for whom file modes matter, unlike root. */
export const SOMEBODY = 65_534;

/** Until disposed, files are accessed as a user who is not root. */
export function becomeSomebody(): Disposable {
  if (isRoot) process.seteuid?.(SOMEBODY);
  return {
    [Symbol.dispose]: () => {
      if (isRoot) process.seteuid?.(0);
    },
  };
}
