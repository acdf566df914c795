Gem::Specification.new do |s|
  s.name = "rack"
  s.add_development_dependency "minitest"
end
