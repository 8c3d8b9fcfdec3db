// The defaults of this process: its environment, folder and platform. Nothing else in this package reads them.
export { cwd as currentFolder, env as ownEnvironment, platform as ownPlatform } from "node:process";
