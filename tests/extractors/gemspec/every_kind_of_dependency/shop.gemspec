# -*- encoding: utf-8 -*-
require_relative "lib/shop/version"

Gem::Specification.new do |spec|
  spec.name        = "shop"
  spec.version     = Shop::VERSION
  spec.description = <<-DESC
    Not this: spec.add_dependency "described"
  DESC
  spec.files = `git ls-files -z`.split("\x0").reject { |f| f.match(%r{^(test|spec)/}) }

  spec.add_runtime_dependency "json", ">= 2", "< 3"
  spec.add_dependency("nokogiri", "~> 1.16")
  spec.add_dependency(%q<builder>.freeze, ["= 3.2.4"])
  spec.add_dependency "activesupport", Shop::VERSION
  spec.add_development_dependency 'rake', '~> 13'
  if spec.respond_to? :specification_version
    spec.add_dependency "json", ">= 2", "< 3"
  end
  %w[one two].each { |name| spec.add_dependency name }
end
