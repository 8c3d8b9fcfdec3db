// What a program that does not say otherwise means: its own environment, folder and platform. The only place of this package
// that reads them.
export { cwd as currentFolder, env as ownEnvironment, platform as ownPlatform } from "node:process";
