import { expect, test } from "vitest";
import { isDestructive, removesMuch } from "./destructive-command.js";

const words = (line: string): string[] => line.split(" ");
const bash = (script: string): string[] => ["bash", "-lc", script];

test.each([
  [
    "rm -rf /",
    "rm -fr /usr",
    "rm -r -f ~",
    "rm -rf ~/",
    "rm -rf .",
    "rm -rf ./",
    "rm -rf ..",
    "rm -rf ../x",
    "rm -rf *",
  ],
  [
    "rm -rf ./*",
    "rm -rf .git",
    "rm -rf sub/.git",
    "rm --recursive --force .",
    "/bin/rm -rf /home/me",
    "sudo rm -rf /etc",
  ],
  ["find . -delete", "find / -name x -delete", "find ~ -type f -delete", "find . -type f -exec rm {} ;"],
  ["git reset --hard", "git -C sub reset --hard HEAD~3", "git -c a=b clean -fdx", "git checkout -- .", "git restore ."],
  [
    "git push --force",
    "git push -f origin main",
    "git push origin +main",
    "git push --delete origin x",
    "git push -d origin x",
    "git push origin -d x",
    "git stash clear",
  ],
  [
    "git checkout --force",
    "git clean --force",
    "git stash drop",
    "git update-ref -d refs/heads/x",
    "git filter-repo",
    "git filter-branch",
    "git push --mirror",
    "git push --prune",
  ],
  [
    "mkfs /dev/sda",
    "wipefs -a /dev/sda",
    "chmod --recursive 777 /",
    "chown -R me build /",
    "rm -r build ~",
    "rm -rf /tmp/*",
    "rm -rf ~root",
    "rm -rf .[a-z]*",
    "rm -rf ?",
  ],
  [
    "sudo -u root rm -rf /",
    "timeout -s KILL 5 rm -rf .",
    "bash -ce git\treset\t--hard",
    "git --work-tree /x reset --hard",
    "git reset --har",
    "git checkout -f main",
    "git checkout HEAD~1 -- :/",
    "git restore :!x",
    "git switch --discard-changes main",
    "git push origin :main",
    "rm -rf x/../*",
    "rm -rf *.*",
    "rm -rf [a-z]*",
    "rm -rf **",
    "rm --recurs --force /",
    "find . -exec sh -c rm\t-rf\t~ ;",
  ],
  ["find / build -name x -delete", "find build -okdir rm {} ;", "dd of=/dev/nullx", "sh -ec rm\t-rf\t."],
  ["dd if=/dev/zero of=/dev/sda", "mkfs.ext4 /dev/sda1", "shred secrets", "chmod -R 777 /", "chown -R me ~"],
])("%j and similar commands are destructive", async (...commands) => {
  const verdicts = await Promise.all(commands.map((command) => isDestructive(words(command))));
  expect(verdicts).toEqual(commands.map(() => true));
});

test.each([
  'rm -rf "$BUILD_DIR"',
  "rm -rf $HOME/",
  `rm -rf "$\{OUT:-}/cache"`,
  "rm -rf $(cat list)",
  "cd /tmp && rm -rf *",
  "for d in *; do rm -rf $d; done",
  "if true; then git reset --hard; fi",
  "ls | xargs rm -rf ..",
  "echo $(git clean -fd)",
  "sh -c 'rm -rf .'",
  "bash -lc \"sh -c 'rm -rf .'\"",
  "eval 'rm -rf .'",
  "env A=1 nohup timeout 5 rm -rf .",
  "(rm -rf .)",
  "x() { rm -rf .; }; x",
  "rm -rf . && (",
])("bash -lc %j is destructive", async (script) => {
  expect(await isDestructive(bash(script))).toBe(true);
});

test.each([
  [
    "rm x",
    "rm -f x.o",
    "rm -rf build",
    "rm -rf ./build dist",
    "rm -rf node_modules/.cache",
    "rm -rf /tmp/work-1",
    "rm -f *.o",
  ],
  ["rm -rf /home/me/project/build", "find . -name *.o -delete", "find src -type f", "git clean -n", "git clean -ndf"],
  [
    "git reset",
    "git reset HEAD x",
    "git checkout -b x",
    "git checkout main",
    "git restore src/x",
    "git push",
    "git stash",
  ],
  [
    "git clean -f --dry-run",
    "git restore a~",
    "git push origin a+b",
    "git checkout -b x..",
    "git log --force",
    "git checkout -- :x",
    "git push origin a:b",
    "rm -rf [ab]-x *.o",
    "rm -r --re x",
    "find . -name x -exec ls {} ;",
    "find src -name x-delete",
    "find build --name x",
    "dd if=x out-of=/dev/sda",
    "chmod -R / build",
    "rm -rf a/~ x.git b..",
    "rm /",
    "mkfsx /dev/sda",
  ],
  [
    "git commit -m rm",
    "dd if=a of=b",
    "dd if=a of=/dev/null",
    "chmod 644 x",
    "chmod -R u+w build",
    "npm run rm",
    "echo rm -rf",
  ],
])("%j and similar commands are not destructive", async (...commands) => {
  const verdicts = await Promise.all(commands.map((command) => isDestructive(words(command))));
  expect(verdicts).toEqual(commands.map(() => false));
});

test.each(["rm -rf build && npm test", "git status; git log", "echo 'rm -rf /'", "grep -r 'git reset --hard' docs"])(
  "bash -lc %j is not destructive",
  async (script) => {
    expect(await isDestructive(bash(script))).toBe(false);
  },
);

test.each([
  "rm -f x",
  "rm x -f",
  "rm -vf x",
  "rm --force x",
  "/bin/rm -rf build",
  "rm -r .",
  "sudo rm -f x",
  "env A=1 rm -rf x",
  "true && rm -rf build",
  "for i in a; do rm -rf $i; done",
  "echo $(rm -f x)",
  "sh -c 'rm -rf x'",
  "ls | xargs rm -f",
  "rm -rf x && (",
])("%j deletes much", async (script) => {
  expect(await removesMuch(bash(script))).toBe(true);
});

test.each([
  "rm x",
  "rm -r build",
  "rm -- -f",
  "git rm -f x",
  "echo rm -f x",
  "git reset --hard",
  "rmdir x",
  "docker run --rm -f x",
  "rm x && (",
])("%j does not delete much", async (script) => {
  expect(await removesMuch(bash(script))).toBe(false);
});
