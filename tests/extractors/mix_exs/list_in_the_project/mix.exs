defmodule X.Mixfile do
  use Mix.Project
  def project do
    [app: :x, deps: [{:poison, "~> 1.0 or ~> 2.0"}, {:plug, ">= 0.0.0"}]]
  end
end
