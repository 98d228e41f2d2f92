import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './Question.module.css';
import type { Question as Asked } from './usePress';

interface QuestionProps {
  readonly question: Asked;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A press that has to be said twice. */
export function Question({ question, onYes, onNo }: QuestionProps) {
  return (
    <Dialog title={question.title} onClose={onNo}>
      <p>{question.words}</p>
      <div className={styles.answers}>
        <Button tone="main" onClick={onYes}>
          {question.yes}
        </Button>
        <Button onClick={onNo}>No</Button>
      </div>
    </Dialog>
  );
}
