Pod::Spec.new do |s|
  s.name = 'Own'
  s.version = '1.0.0'
  s.dependency 'Alamofire', '~> 5.9'
end
