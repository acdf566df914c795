Gem::Specification.new do |s|
  s.name = "tiny"
  s.version = "0.1.0"
  s.add_dependency "rack"
end
