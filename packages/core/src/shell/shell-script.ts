/** Shells where systems and package managers install them, or found by their names. */
const SYSTEM_SHELL =
  /^(?:(?:\/usr|\/usr\/local|\/opt\/homebrew|\/home\/linuxbrew\/\.linuxbrew|\/run\/current-system\/sw|\/nix\/store\/[^/]+)?\/bin\/)?(?:ba|z|da|k)?sh$/;

/**
 * The script that one of the system's shells runs, as in `bash -lc SCRIPT`. Undefined for everything else: whoever reads only the script
 * would not know of a program that a project calls `bash`, and that can do anything.
 */
export function shellScript([program = "", flag = "", script, ...rest]: readonly string[]): string | undefined {
  const isScript = SYSTEM_SHELL.test(program) && (flag === "-lc" || flag === "-c") && rest.length === 0;
  return isScript ? script : undefined;
}
