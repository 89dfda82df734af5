using System.Text;
using SharpFuzz;
using SparseAutoencoders.Fuzz;

// The tests, unless the first word is one of the script ./fuzz. Its lines say what each is for.
switch (args)
{
    case ["afl", var name]:
        Guard? guard = null;                                 // instrumented code may run only inside: it writes where Run says
        using (var input = new MemoryStream())
        {
            Fuzzer.Run(stream =>
            {
                guard ??= new Guard(Reader.Named(name));
                input.SetLength(0);
                stream.CopyTo(input);
                guard.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
            });
        }
        return 0;

    case ["read", var name, .. var files]:
        using (var one = new Guard(Reader.Named(name)))
        {
            foreach (var file in files) Console.WriteLine($"{file}: {one.Run(File.ReadAllBytes(file)) ?? "is read"}");
        }
        return 0;

    case ["instrument", .. var assemblies]:
        foreach (var assembly in assemblies) Fuzzer.Instrument(assembly, Reader.IsFuzzed, Options.Value);
        return 0;

    case ["unpack", var name, var folder]:
        foreach (var (file, bytes) in Corpus.Of(Reader.Named(name))) File.WriteAllBytes(Path.Combine(folder, file), bytes);
        return 0;

    case ["least", var name, var from, var to]:
        Console.WriteLine(Minimiser.Run(name, from, to));
        return 0;

    case ["pack", var folder, var archive]:
        Corpus.Pack(folder, archive);
        return 0;

    case ["list"]:
        foreach (var reader in Reader.All) Console.WriteLine(reader.Name);
        return 0;

    default:
        Console.OutputEncoding = Encoding.UTF8;
        return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
