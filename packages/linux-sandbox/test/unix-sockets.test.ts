import { describeUnixSockets } from "./unix-sockets.js";

await describeUnixSockets();
