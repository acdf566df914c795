Gem::Specification.new do |s|
  s.name = "json"
  s.version = "2.6.1"
  s.licenses = ["Ruby", "BSD-2-Clause"]
end
