export { modulesConfig as default } from "../../tsup.modules.js";
