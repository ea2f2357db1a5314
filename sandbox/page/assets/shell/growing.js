// A text field as tall as what is in it, up to what its style allows.
const BY_ITSELF = CSS.supports("field-sizing", "content");

/** Measuring lays out the whole conversation at each key, so that it is only done where it must be. */
export function grow(field) {
  if (BY_ITSELF) return;
  field.style.height = "auto";
  const border = field.offsetHeight - field.clientHeight;
  field.style.height = `${field.scrollHeight + border}px`;
}
