// The box of an index narrows it to the entries that have all the words typed; headings without entries go with them.
{
  const box = document.querySelector("[data-find]");
  const index = document.querySelector("[data-index]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

  const narrow = (input) => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of index.querySelectorAll("li")) {
      const text = plain(item.textContent);
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) found += 1;
    }
    for (const group of index.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("li:not([hidden])");
    const nothing = box.querySelector("[data-nothing]");
    nothing.hidden = found > 0;
    const said = found ? input.dataset.found.replace("%s", found) : nothing.textContent;
    document.querySelector("[data-announce]").textContent = words.length ? said : "";
  };

  if (box && index) {
    const input = box.querySelector("input");
    box.hidden = false;
    input.addEventListener("input", () => narrow(input));
    if (input.value) narrow(input);
  }
}
