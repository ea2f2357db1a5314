// A text field as tall as what is in it, up to what its style allows.
export function grow(field) {
  field.style.height = "auto";
  const border = field.offsetHeight - field.clientHeight;
  field.style.height = `${field.scrollHeight + border}px`;
}
