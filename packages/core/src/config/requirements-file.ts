/** Where an administrator says what every session has to keep to. */
export const REQUIREMENTS_FILE = "/etc/codex/requirements.toml";
