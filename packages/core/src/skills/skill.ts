/** Where a skill was found: in the repository, in one of the user's folders, bundled, or installed for the whole machine. */
export type SkillScope = "repo" | "user" | "system" | "admin";

/** A folder with a `SKILL.md` (the open Agent Skills format): instructions that the model reads when it needs them. */
export interface Skill {
  /** Not necessarily unique: skills with the same name are all kept. */
  readonly name: string;
  readonly description: string;
  readonly shortDescription: string | undefined;
  /** The real path of its `SKILL.md`. */
  readonly path: string;
  readonly scope: SkillScope;
  /** False when the user has disabled it. */
  readonly enabled: boolean;
  /** False for a skill that is only used when the user mentions it: it is not listed for the model. */
  readonly allowsImplicitUse: boolean;
  /** Settings for front ends from `agents/openai.yaml` in its folder; undefined when there is no readable file. */
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

/** A tool that a skill depends on. */
export interface SkillTool {
  readonly type: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly transport?: string | undefined;
  readonly command?: string | undefined;
  readonly url?: string | undefined;
}

/** An invalid `SKILL.md`. */
export interface SkillFault {
  readonly path: string;
  readonly message: string;
}

export interface SkillList {
  /** Sorted by scope, then by name. */
  readonly skills: readonly Skill[];
  readonly faults: readonly SkillFault[];
}
