// This process, and its defaults: environment, folder and platform. Nothing else in this package reads them.
export {
  cwd as currentFolder,
  default as thisProcess,
  env as ownEnvironment,
  platform as ownPlatform,
} from "node:process";
