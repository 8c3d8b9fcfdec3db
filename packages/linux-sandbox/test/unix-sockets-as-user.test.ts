import { becomeUser } from "./confined.js";
import { describeUnixSockets } from "./unix-sockets.js";

becomeUser();
await describeUnixSockets();
