/** Where a skill was found: in the repository, in one of the user's places, or set up for the whole machine. */
export type SkillScope = "repo" | "user" | "system" | "admin";

/** A folder with a `SKILL.md` (the open Agent Skills format): instructions that the model reads when it needs them. */
export interface Skill {
  /** Need not be unique: skills of the same name all stay. */
  readonly name: string;
  readonly description: string;
  readonly shortDescription: string | undefined;
  /** The real path of its `SKILL.md`. */
  readonly path: string;
  readonly scope: SkillScope;
  /** False when the user switched it off. */
  readonly enabled: boolean;
  /** False for a skill that is used only when it is named: the model is not told of it. */
  readonly allowsImplicitUse: boolean;
  /** What `agents/openai.yaml` beside it says for front ends; undefined when there is none that can be read. */
  readonly metadata: SkillMetadata | undefined;
}

export interface SkillMetadata {
  readonly interface: SkillInterface | undefined;
  readonly tools: readonly SkillTool[];
}

export interface SkillInterface {
  readonly displayName?: string | undefined;
  readonly shortDescription?: string | undefined;
  /** Absolute paths. */
  readonly iconSmall?: string | undefined;
  readonly iconLarge?: string | undefined;
  readonly brandColor?: string | undefined;
  readonly defaultPrompt?: string | undefined;
}

/** A tool that a skill says it needs. */
export interface SkillTool {
  readonly type: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly transport?: string | undefined;
  readonly command?: string | undefined;
  readonly url?: string | undefined;
}

/** A `SKILL.md` that cannot be used. */
export interface SkillFault {
  readonly path: string;
  readonly message: string;
}

export interface SkillList {
  /** By scope, then by name. */
  readonly skills: readonly Skill[];
  readonly faults: readonly SkillFault[];
}
