import type { ClipboardEvent, DragEvent } from 'react';

/** Return what takes a picture that is dropped on the box or pasted into it. */
export function pictureTaker(take: (file: File) => void) {
  return {
    onPaste: (event: ClipboardEvent) => {
      const file = pictureOf(event.clipboardData.files);
      if (!file) return;
      event.preventDefault();
      take(file);
    },
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes('Files')) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const [file] = event.dataTransfer.files;
      if (!file) return;
      event.preventDefault();
      take(file);
    },
  };
}

function pictureOf(files: FileList): File | undefined {
  return [...files].find((file) => file.type.startsWith('image/'));
}
