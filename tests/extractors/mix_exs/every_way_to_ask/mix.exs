defmodule Shop.MixProject do
  use Mix.Project

  @version "1.0.0"

  def project do
    [
      app: :shop,
      version: @version,
      # {:commented, "~> 1.0"}
      description: """
      Takes {:not_a_dependency, "~> 1.0"} in its text.
      """,
      deps: deps() ++ more_deps(),
      aliases: [setup: ["deps.get", {:not, "this"}]],
      preferred_cli_env: [{:nor, "that"}]
    ]
  end

  def application, do: [extra_applications: [:logger], env: [{:key, "value"}]]

  defp deps do
    [
      {:exact, "1.2.3"},
      {:exact_too, "== 2.0.0-rc.1"},
      {:git_dep, git: "https://user:secret@git.example.org/acme/git_dep.git", branch: "main"},
      {:hub, github: "acme/hub", ref: "abc"},
      {:renamed, "~> 1.0", hex: :real_name},
      {:private, "~> 1.0", organization: "acme"},
      {:own, "~> 1.0", repo: "acme_repo"},
      {:in_list, "~> 1.0", [only: [:test], optional: true]},
      {:dev, ">= 0.0.0", only: :dev, runtime: false},
      {:docs, "~> 0.34", only: ~w(dev docs)a},
      {:prod_too, "~> 1.0", only: [:prod, :dev]},
      {:assets, "~> 0.8", runtime: Mix.env() == :dev},
      {:compile_only, "~> 0.8", runtime: false},
      {:beside, path: "../beside"},
      {:umbrella, in_umbrella: true},
      {:computed, version(:computed)},
      {:joined, "~> " <> @version},
      {:"quoted-name", "~> 1.0"}
    ] ++ optional()
  end

  defp more_deps, do: [{:inline, "~> 3.0"}]
  defp other, do: [{:not_here, "1.0"}]
end
