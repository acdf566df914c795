# the specification
Pod::Spec.new do |spec|
  spec.name         = "Own"
  spec.version      = '2.0'
  spec.source       = { :git => 'https://github.com/acme/own.git', :tag => spec.version }
  spec.dependency 'GoogleUtilities/Environment', '7.13.3'
  spec.ios.dependency "Zip"
  spec.subspec 'Core' do |core|
    core.dependency 'Own/Base'
    core.dependency 'nanopb', '>= 2.30908.0', '< 2.30911.0'
  end
  spec.test_spec 'Tests' do |tests|
    tests.dependency 'OCMock'
  end
  spec.dependency name_of('Dynamic')
  spec.dependency 'After'
end
