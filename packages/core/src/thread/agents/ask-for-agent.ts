import type { Answer, Ask, AskingAgent } from "../../items/question.js";
import type { Session } from "../../session/session.js";

/** Whoever answers for the turn that started the helper answers for it too, and those who watch that thread see the question. */
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
