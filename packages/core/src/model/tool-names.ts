// Tools that the instructions speak of, too.
export const APPLY_PATCH_TOOL_NAME = "apply_patch";
export const UPDATE_PLAN_TOOL_NAME = "update_plan";
/** The group of tools that are in no other, for models that hear of groups only. */
export const FUNCTIONS_NAMESPACE = "functions";
