using System.Buffers.Binary;
using System.Text;

namespace SparseAutoencoders;

/// <summary>Reads what torch.save writes beside its numbers: a Python pickle, of which only what makes dictionaries, lists, texts, numbers and tensors is carried out. Nothing that a pickle names
/// is looked up or run: names that are not known here are refused.</summary>
/// <remarks>Opcodes are those of Python's pickletools. Values: <see cref="PickleMap"/>, <see cref="List{T}"/>, arrays for tuples, text, long, double, bool, null, <see cref="TorchStorage"/>, <see cref="TorchArray"/>.</remarks>
internal sealed class PickleMachine
{
    private static readonly object Mark = new();

    private readonly ReadOnlyMemory<byte> _pickle;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _at;

    private PickleMachine(ReadOnlyMemory<byte> pickle) => _pickle = pickle;

    /// <summary>Reads the pickle that begins here.</summary>
    /// <param name="pickle">Bytes, from its beginning.</param>
    /// <param name="length">How many it took.</param>
    /// <exception cref="FormatException">It is none, or holds something that is not read.</exception>
    public static object? Read(ReadOnlyMemory<byte> pickle, out int length)
    {
        var machine = new PickleMachine(pickle);
        var value = machine.Run();
        length = machine._at;
        return value;
    }

    private object? Run()
    {
        while (true)
        {
            var code = Take(1)[0];
            switch (code)
            {
                case (byte)'.': return Pop();
                case 0x80: Take(1); break;                                                       // protocol
                case 0x95: Take(8); break;                                                       // frame
                case (byte)'(': _stack.Add(Mark); break;
                case (byte)'N': _stack.Add(null); break;
                case 0x88: _stack.Add(true); break;
                case 0x89: _stack.Add(false); break;
                case (byte)'K': _stack.Add((long)Take(1)[0]); break;
                case (byte)'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case (byte)'J': _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case 0x8a: _stack.Add(Long(Take(1)[0])); break;
                case (byte)'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
                case (byte)'X': _stack.Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
                case 0x8c: _stack.Add(Text(Take(1)[0])); break;
                case (byte)'U': _stack.Add(Text(Take(1)[0])); break;
                case (byte)'T': _stack.Add(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
                case (byte)')': _stack.Add(Array.Empty<object?>()); break;
                case 0x85: Tuple(1); break;
                case 0x86: Tuple(2); break;
                case 0x87: Tuple(3); break;
                case (byte)'t': _stack.Add(PopToMark()); break;
                case (byte)']': _stack.Add(new List<object?>()); break;
                case (byte)'a': { var item = Pop(); Top<List<object?>>("a list").Add(item); break; }
                case (byte)'e': { var items = PopToMark(); Top<List<object?>>("a list").AddRange(items); break; }
                case (byte)'}': _stack.Add(new PickleMap()); break;
                case (byte)'s': { var (value, key) = (Pop(), Pop()); Top<PickleMap>("a dictionary").Add(key, value); break; }
                case (byte)'u': SetItems(); break;
                case (byte)'q': Keep(Take(1)[0]); break;
                case (byte)'r': Keep(BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case 0x94: Keep(_memo.Count); break;
                case (byte)'h': Recall(Take(1)[0]); break;
                case (byte)'j': Recall(BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case (byte)'c': _stack.Add(TorchGlobal.Named(Line(), Line())); break;
                case 0x93: { var (name, module) = (PopText(), PopText()); _stack.Add(TorchGlobal.Named(module, name)); break; }
                case (byte)'Q': _stack.Add(TorchStorage.Of(Pop())); break;
                case (byte)'R': { var arguments = Pop(); _stack.Add(Pop<TorchGlobal>("a name").Call(arguments as object?[] ?? throw Fault("a call has no arguments"))); break; }
                case (byte)'b': LeaveState(); break;
                default: throw Fault($"it holds the opcode 0x{code:x2}, which plain weights do not need");
            }
        }
    }

    private void SetItems()
    {
        var items = PopToMark();
        if (items.Length % 2 != 0) throw Fault("a key has no value");
        var map = Top<PickleMap>("a dictionary");
        for (var i = 0; i < items.Length; i += 2) map.Add(items[i], items[i + 1]);
    }

    // What modules say of themselves beside their numbers (_metadata).
    private void LeaveState()
    {
        if (Pop() is not (PickleMap or null)) throw Fault("a dictionary is given a state of another kind");
        Top<PickleMap>("a dictionary");
    }

    private void Tuple(int count)
    {
        if (_stack.Count < count) throw Fault("it takes more than there is");
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--) items[i] = Pop();
        _stack.Add(items);
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0) throw Fault("it takes more than there is");
        object?[] items = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private object? Pop()
    {
        if (_stack.Count == 0 || _stack[^1] == Mark) throw Fault("it takes more than there is");
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private TValue Pop<TValue>(string what) where TValue : class => Pop() as TValue ?? throw Fault($"{what} was expected");

    private string PopText() => Pop<string>("a text");

    private TValue Top<TValue>(string what) where TValue : class => (_stack.Count > 0 ? _stack[^1] : null) as TValue ?? throw Fault($"{what} was expected");

    private void Keep(int place) => _memo[place] = _stack.Count > 0 ? _stack[^1] : throw Fault("it keeps what is not there");

    private void Recall(int place) => _stack.Add(_memo.TryGetValue(place, out var value) ? value : throw Fault("it recalls what was not kept"));

    private object Long(int length)
    {
        var number = new BigInteger(Take(length));
        return number >= long.MinValue && number <= long.MaxValue ? (long)number : (double)number;
    }

    private string Text(uint length)
    {
        if (length > int.MaxValue) throw Fault("a text is too long");
        return Encoding.UTF8.GetString(Take((int)length));
    }

    private string Line()
    {
        var rest = _pickle.Span[_at..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0) throw Fault("it ends too early");
        _at += end + 1;
        return Encoding.UTF8.GetString(rest[..end]);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _pickle.Length - _at) throw Fault("it ends too early");
        _at += count;
        return _pickle.Span.Slice(_at - count, count);
    }

    private static FormatException Fault(string finding) => new(finding);
}

/// <summary>A dictionary of a pickle: keys in their order, of equal ones the last.</summary>
internal sealed class PickleMap
{
    private List<KeyValuePair<object?, object?>>? _entries;

    public IEnumerable<KeyValuePair<object?, object?>> Entries => _entries ?? [];

    public int Count => _entries?.Count ?? 0;

    /// <summary>The value of a key that is text; null where there is none.</summary>
    public object? this[string key] => _entries?.FindLast(entry => entry.Key is string text && text == key).Value;

    public void Add(object? key, object? value) => (_entries ??= []).Add(new(key, value));
}
