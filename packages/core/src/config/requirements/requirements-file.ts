/** The administrator's requirements for every session. */
export const REQUIREMENTS_FILE = "/etc/codex/requirements.toml";
