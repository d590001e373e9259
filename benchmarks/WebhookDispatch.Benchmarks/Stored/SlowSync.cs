using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace WebhookDispatch.Benchmarks.Stored;

/// <summary>
/// Makes each sync of SQLite take longer, as on a disk that has no cache of its own: the file methods of SQLite's own virtual
/// file system are copied, with a sync that does the same and then sleeps.
/// </summary>
internal static unsafe partial class SlowSync
{
    // sqlite3_vfs and sqlite3_io_methods of version 3, in pointers: sqlite.org/c3ref/vfs.html, sqlite.org/c3ref/io_methods.html.
    private const int VfsFields = 21;
    private const int OpenField = 5;
    private const int MethodsFields = 19;
    private const int SyncField = 5;

    private static readonly Dictionary<nint, nint> Methods = [];

    private static nint* _system;
    private static delegate* unmanaged[Cdecl]<nint, int, int> _sync;
    private static TimeSpan _by;

    /// <summary>For every file that is opened from now on.</summary>
    public static void Begin(TimeSpan by)
    {
        SQLitePCL.Batteries_V2.Init();
        _by = by;
        _system = (nint*)sqlite3_vfs_find(0);
        var slow = Copy(_system, VfsFields);
        slow[OpenField] = (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint*, int, nint, int>)&Open;
        _ = sqlite3_vfs_register((nint)slow, 1);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, nint name, nint* file, int flags, nint outFlags)
    {
        var open = (delegate* unmanaged[Cdecl]<nint, nint, nint*, int, nint, int>)_system[OpenField];
        var result = open((nint)_system, name, file, flags, outFlags);
        if (result == 0 && *file != 0)
        {
            *file = SlowMethods(*file);
        }

        return result;
    }

    // Files differ in their methods by how they are locked, and not in how they are synced.
    private static nint SlowMethods(nint methods)
    {
        lock (Methods)
        {
            if (!Methods.TryGetValue(methods, out var slow))
            {
                var copy = Copy((nint*)methods, MethodsFields);
                _sync = (delegate* unmanaged[Cdecl]<nint, int, int>)copy[SyncField];
                copy[SyncField] = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&Sync;
                slow = (nint)copy;
                Methods.Add(methods, slow);
            }

            return slow;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var result = _sync(file, flags);
        Thread.Sleep(_by);
        return result;
    }

    // Never freed: SQLite keeps them until the process ends.
    private static nint* Copy(nint* fields, int count)
    {
        var copy = (nint*)NativeMemory.Alloc((nuint)count, (nuint)sizeof(nint));
        new ReadOnlySpan<nint>(fields, count).CopyTo(new Span<nint>(copy, count));
        return copy;
    }

    [LibraryImport("e_sqlite3")]
    private static partial nint sqlite3_vfs_find(nint name);

    [LibraryImport("e_sqlite3")]
    private static partial int sqlite3_vfs_register(nint vfs, int makeDefault);
}
