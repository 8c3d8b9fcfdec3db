import type { Answer, Ask, AskingAgent } from "../../items/question.js";
import type { Session } from "../../session/session.js";

/** Routes a subagent's questions to whoever answers for the turn that started it, so that listeners of that thread see them. */
export function askForAgent(agent: AskingAgent, session: Session, ask: Ask | undefined): Ask | undefined {
  if (ask === undefined) return undefined;
  return async (asked, signal) => {
    const question = { ...asked, agent };
    session.publish({ type: "question-asked", question });
    const answer = await ask(question, signal).catch((): Answer => ({ type: "denied" }));
    session.publish({ type: "question-settled", question, answer });
    return answer;
  };
}
