"use strict";
// Sorting and filtering of long tables. Everything can be read without this script.
(() => {
  const MANY = 8;
  const order = new Intl.Collator("zh-Hans-CN", { numeric: true });
  const said = (row, column) => row.cells[column].textContent.trim();
  const figure = (text) => (/^-?[\d.]+%?$/.test(text) ? parseFloat(text) : null);

  const compare = (one, other) => {
    const [a, b] = [figure(one), figure(other)];
    return a !== null && b !== null ? a - b : order.compare(one, other);
  };

  const sort = (table, head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const column = head.cellIndex;
    const empty = (row) => ["", "—"].includes(said(row, column));
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => empty(a) - empty(b) || (down ? -1 : 1) * compare(said(a, column), said(b, column)));
    table.tBodies[0].append(...rows);
  };

  const sortable = (table) => {
    for (const head of table.tHead.rows[0].cells) {
      if (head.tagName !== "TH") continue;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
  };

  const filterable = (table) => {
    const box = document.createElement("div");
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("output");
    box.className = "filter";
    input.type = "search";
    label.append("筛选", input);
    box.append(label, count);
    (table.closest(".scroll") || table).before(box);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      count.textContent = wanted ? `显示${rows.filter((row) => !row.hidden).length}行，共${rows.length}行` : "";
    });
  };

  for (const table of document.querySelectorAll("table.list")) {
    if (table.tBodies[0].rows.length < MANY) continue;
    sortable(table);
    filterable(table);
  }
})();
