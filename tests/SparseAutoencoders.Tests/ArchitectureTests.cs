using System.Text.RegularExpressions;
using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace SparseAutoencoders.Tests;

/// <summary>The library's folders are the data's way, and a file uses only folders before its own. Read off the built library, so that what is only inferred counts too.</summary>
public sealed partial class ArchitectureTests : IDisposable
{
    // The root comes last: it puts together.
    private static readonly string[] Order =
    [
        "Settings", "Kernels", "Files", "Data", "Normalization", "Batching", "Model", "Sparsity", "Losses", "Network", "Optimization", "Metrics", "Meanings", "Checkpoints", "Exchange", "Training", "",
    ];

    private static readonly string Source = RepositoryRoot.File("src/SparseAutoencoders");

    private readonly ModuleDefMD _library = ModuleDefMD.Load(typeof(SparseAutoencoder).Assembly.Location);

    private readonly Dictionary<string, string> _folderOf = (
        from path in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        let folder = Path.GetRelativePath(Source, Path.GetDirectoryName(path)!) is var name && name == "." ? "" : name
        where Order.Contains(folder)
        from Match declaration in Declaration().Matches(File.ReadAllText(path))
        select (Type: declaration.Groups[1].Value + (declaration.Groups[2].Length == 0 ? "" : $"`{declaration.Groups[2].Value.Count(c => c == ',') + 1}"), folder))
        .Distinct().ToDictionary(pair => pair.Type, pair => pair.folder);

    public void Dispose() => _library.Dispose();

    [Fact]
    public void Folders_are_those_in_the_order() => Assert.Equal(
        Order.Order(),
        Directory.EnumerateDirectories(Source).Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj")).Append("").Order());

    [Fact]
    public void Everything_stands_in_one_namespace() =>
        Assert.Equal(["SparseAutoencoders"], typeof(SparseAutoencoder).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct());

    [Fact]
    public void Files_use_only_folders_before_their_own()
    {
        var wrong = new SortedSet<string>();
        var seen = 0;
        foreach (var type in _library.Types.Where(type => type.Namespace == "SparseAutoencoders"))
        {
            var folder = FolderOf(type);
            foreach (var used in type.GetTypes().Prepend(type).SelectMany(Uses).SelectMany(Parts).Distinct())
            {
                seen++;
                if (Array.IndexOf(Order, FolderOf(used)) > Array.IndexOf(Order, folder)) wrong.Add($"{folder}/{type.Name} uses {used.Name} of {FolderOf(used)}, which comes after it");
            }
        }
        Assert.Empty(wrong);
        Assert.True(seen > 1000, $"only {seen} uses were found");
    }

    private string FolderOf(TypeDef type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return _folderOf[type.Name];
    }

    private static IEnumerable<ITypeDefOrRef?> Uses(TypeDef type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(implemented => implemented.Interface),
        .. type.Fields.Select(field => field.FieldType.ToTypeDefOrRef()),
        .. type.Methods.SelectMany(method => method.MethodSig.Params.Append(method.MethodSig.RetType)).Select(part => part.ToTypeDefOrRef()),
        .. type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Variables.Select(variable => variable.Type.ToTypeDefOrRef())
            .Concat(method.Body.Instructions.SelectMany(Operands))),
    ];

    private static IEnumerable<ITypeDefOrRef?> Operands(Instruction instruction) => instruction.Operand switch
    {
        ITypeDefOrRef type => [type],
        MethodSpec method => [method.DeclaringType, .. method.GenericInstMethodSig.GenericArguments.Select(argument => argument.ToTypeDefOrRef())],
        IMethod method => [method.DeclaringType],
        IField field => [field.DeclaringType],
        _ => [],
    };

    // A type, and those it is made with: of List<Row> also Row.
    private IEnumerable<TypeDef> Parts(ITypeDefOrRef? type)
    {
        if (type is TypeDef plain) return plain.Module == _library && Outermost(plain).Namespace == "SparseAutoencoders" ? [plain] : [];
        return (type as TypeSpec)?.TypeSig switch
        {
            GenericInstSig made => Parts(made.GenericType.TypeDefOrRef).Concat(made.GenericArguments.SelectMany(argument => Parts(argument.ToTypeDefOrRef()))),
            { Next: { } inner } => Parts(inner.ToTypeDefOrRef()),
            _ => [],
        };
    }

    private static TypeDef Outermost(TypeDef type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"^(?:public|internal)[\w ]*?\b(?:class|struct|record struct|record|interface|enum) (\w+)(?:<([^>]*)>)?", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
