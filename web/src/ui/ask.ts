/** A press that has to be said twice: one question at a time on the whole page. */

export interface Question {
  readonly title: string;
  /** Why it is asked. */
  readonly words: string;
  readonly yes: string;
}

interface Asked extends Question {
  readonly answer: (yes: boolean) => void;
}

let asked: Asked | undefined;
const listeners = new Set<() => void>();

function became(next: Asked | undefined): void {
  asked = next;
  for (const told of listeners) told();
}

/** Ask, and return the answer; a question that another one takes the place of is answered with no. */
export function ask(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      became(undefined);
      resolve(yes);
    };
    became({ ...question, answer });
  });
}

export const askedStore = {
  subscribe: (told: () => void) => {
    listeners.add(told);
    return () => listeners.delete(told);
  },
  read: () => asked,
};
