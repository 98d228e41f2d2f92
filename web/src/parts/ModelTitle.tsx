import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../api/models';
import { modelTitle } from '../model/catalogue';

interface ModelTitleProps {
  readonly id: string;
}

/** A model by its name; by its id until the catalogue is there, and where that does not know it. */
export function ModelTitle({ id }: ModelTitleProps) {
  const { data } = useQuery(modelsQuery);
  return modelTitle(data, id);
}
