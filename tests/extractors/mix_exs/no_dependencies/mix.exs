defmodule X do
  use Mix.Project
  def project, do: [app: :x]
end
