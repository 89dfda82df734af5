using System.Text;
using SparseAutoencoders.Mpi.Tests;

// The tests, unless the first word says that mpirun started this process as one of several.
if (args is ["rank", var what, .. var words]) return OneOfSeveral.Run(what, words);
Console.OutputEncoding = Encoding.UTF8;
return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
