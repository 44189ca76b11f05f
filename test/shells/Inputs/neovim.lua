-- What neovim shows of work.c with lockctx-clangd, in text: nvim --headless -u NONE -l would need a newer one than
-- Debian's, so: nvim --headless -u NONE -c "luafile neovim.lua".
local clangd, directory, out = os.getenv("CLANGD"), os.getenv("DIRECTORY"), io.open(os.getenv("OUT"), "w")
local function say(...) out:write(string.format(...), "\n") end

local function wait(what, condition)
  if not vim.wait(120000, condition, 20) then
    say("nothing came of %s", what)
    out:close()
    vim.cmd("cquit")
  end
end

vim.cmd("edit " .. directory .. "/work.c")
vim.bo.filetype = "c"
local client = vim.lsp.start_client({
  name = "lockctx",
  cmd = { clangd, "--compile-commands-dir=" .. directory, "--store=" .. directory .. "/store" },
  root_dir = directory,
})
vim.lsp.buf_attach_client(0, client)
wait("the diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
for _, found in ipairs(vim.diagnostic.get(0)) do
  say("%d: %s [%s]", found.lnum + 1, found.message:gsub("\n.*", ""), found.code or found.user_data.lsp.code)
end

for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/hover", {
  textDocument = vim.lsp.util.make_text_document_params(), position = { line = 1, character = 13 } }, 120000) or {}) do
  for text in answer.result.contents.value:gmatch("[^\n]*lockctx[^\n]*") do say("hover: %s", text) end
end

-- What a user gets from vim.lsp.buf.code_action() on that line.
local found = vim.diagnostic.get(0)[1]
local range = { start = { line = found.lnum, character = found.col }, ["end"] = { line = found.lnum, character = found.col } }
local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", {
  textDocument = vim.lsp.util.make_text_document_params(),
  range = range,
  context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, found.lnum) },
}, 120000)
local action
for _, answer in pairs(answers or {}) do
  for _, offered in ipairs(answer.result or {}) do
    if offered.kind == "quickfix" then action = action or offered end
  end
end
if not action then
  say("no quick-fix")
  out:close()
  vim.cmd("cquit")
end
say("quick-fix: %s", action.title)
vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
  if line:find("lock") then say("%s", vim.trim(line)) end
end
wait("the fix", function() return #vim.diagnostic.get(0) == 0 end)
say("%d diagnostics", #vim.diagnostic.get(0))
out:close()
vim.cmd("qall!")
