/** A press that has to be said twice: one question at a time on the whole page. */

export interface Question {
  readonly title: string;
  /** Why it is asked. */
  readonly words: string;
  readonly yes: string;
}

interface Asked extends Question {
  /** Which question of this page it is: a new one has a new dialog. */
  readonly n: number;
  readonly answer: (yes: boolean) => void;
}

let asked: Asked | undefined;
let count = 0;
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
    count += 1;
    became({ ...question, n: count, answer });
  });
}

export const askedStore = {
  subscribe: (told: () => void) => {
    listeners.add(told);
    return () => listeners.delete(told);
  },
  read: () => asked,
};
