Gem::Specification.new do |s|
  s.version = "1"
end
