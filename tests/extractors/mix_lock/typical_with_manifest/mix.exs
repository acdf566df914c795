defmodule Shop.MixProject do
  use Mix.Project
  def project, do: [app: :shop, version: "0.1.0", deps: deps()]
  defp deps do
    [
      {:bandit, "~> 1.5"},
      {:credo, "~> 1.7", only: [:dev, :test], runtime: false},
      {:floki, ">= 0.30.0", only: :test},
      {:heroicons, github: "tailwindlabs/heroicons", tag: "v2.1.1", app: false, compile: false},
      {:other_name, "~> 0.2", hex: :acme_private, organization: "acme"}
    ]
  end
end
